//! `groups/NAME/notes.toml`: what is new is added, and everything else stays as the editor has left it.

use std::collections::BTreeSet;

use anthology_base::Address;
use anthology_book::MemberNote;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TomlError, value};

use crate::fold::fold;

/// The file.
pub(crate) struct NotesFile {
    document: DocumentMut,
    /// The ids of all notes that were ever added: one that the editor has deleted does not come back.
    imported: BTreeSet<String>,
    changed: bool,
}

/// What became of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It is new.
    New,
    /// It extends one that was there.
    Extended,
    /// It was imported before, or is part of one that was.
    Known,
}

const HEADER: &str = "\
# What members have marked and noted, added by `anthology notes`. Edit it as you like: your changes stay, and what you
# delete does not come back. `private = true` keeps a note from everything that is handed out; with `address` you say
# where one belongs that was not found.
";

impl NotesFile {
    /// Reads the file; a new one where there is none.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, TomlError> {
        let document: DocumentMut = text.unwrap_or_default().parse()?;
        let ids = document.get("imported").and_then(|table| table.get("ids")).and_then(Item::as_array);
        let mut imported: BTreeSet<String> =
            ids.into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect();
        let mut file = Self { document, imported: BTreeSet::new(), changed: false };
        imported.extend(file.entries().iter().map(|entry| string(entry, "id").to_owned()));
        file.imported = imported;
        Ok(file)
    }

    fn entries(&self) -> Vec<&Table> {
        self.document.get("note").and_then(Item::as_array_of_tables).into_iter().flatten().collect()
    }

    /// Adds a note, unless it was added before.
    pub(crate) fn add(&mut self, note: &MemberNote, order: &impl Fn(&str) -> usize) -> Added {
        if !self.imported.insert(note.id.clone()) {
            return Added::Known;
        }
        if let Some(added) = self.merge(note) {
            self.changed |= added == Added::Extended;
            return added;
        }
        self.changed = true;
        let entry = entry(note);
        let own = order(&address_of(note));
        let tables = self.tables().map(std::mem::take).unwrap_or_default();
        let mut tables: Vec<Table> = tables.into_iter().collect();
        // After the last one of an earlier place, wherever the editor has put others.
        let at = tables.iter().rposition(|table| order(string(table, "address")) <= own).map_or(0, |at| at + 1);
        tables.insert(at, entry);
        for (position, table) in tables.iter_mut().enumerate() {
            table.set_position(Some(position as isize));
        }
        if let Some(all) = self.tables() {
            *all = tables.into_iter().collect();
        }
        Added::New
    }

    fn tables(&mut self) -> Option<&mut ArrayOfTables> {
        let item = self.document.entry("note").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if !item.is_array_of_tables() {
            // `note = []`, which an editor may have written.
            *item = Item::ArrayOfTables(ArrayOfTables::new());
        }
        item.as_array_of_tables_mut()
    }

    /// Merges a note with one of the same reader and paragraph: a longer passage replaces the shorter one. `None` where
    /// there is none to merge it with.
    fn merge(&mut self, note: &MemberNote) -> Option<Added> {
        let (quote, words) = (fold(&note.quote), fold(&note.note));
        let address = address_of(note);
        for table in self.tables()?.iter_mut() {
            let same = string(table, "reader") == note.reader && string(table, "address") == address;
            let (known, known_words) = (fold(string(table, "quote")), fold(string(table, "note")));
            if !same || quote.is_empty() || known.is_empty() {
                continue;
            }
            let compatible = words.is_empty() || known_words.is_empty() || words == known_words;
            if !compatible {
                continue;
            }
            if known.contains(&quote) && (words.is_empty() || words == known_words) {
                return Some(Added::Known);
            }
            if quote.contains(&known) {
                table["quote"] = value(&note.quote);
                if known_words.is_empty() && !words.is_empty() {
                    table["note"] = value(&note.note);
                }
                return Some(Added::Extended);
            }
        }
        None
    }

    /// Takes the names of readers away who may not be named (any more). `allowed` gives the name that may be printed for
    /// one that the file has.
    pub(crate) fn withdraw_names(&mut self, allowed: &impl Fn(&str) -> Option<String>) {
        let mut changed = false;
        for table in self.tables().into_iter().flat_map(ArrayOfTables::iter_mut) {
            let who = string(table, "who").to_owned();
            if let Some(name) = allowed(&who).filter(|name| *name != who) {
                table["who"] = value(name);
                changed = true;
            }
        }
        self.changed |= changed;
    }

    /// The text of the file; `None` where nothing has changed.
    pub(crate) fn finish(mut self, is_new: bool) -> Option<String> {
        if !self.changed {
            return None;
        }
        let mut all = Array::new();
        all.extend(self.imported.iter().filter(|id| !id.is_empty()).cloned());
        all.iter_mut().for_each(|id| id.decor_mut().set_prefix("\n    "));
        all.set_trailing_comma(true);
        all.set_trailing("\n");
        let mut table = Table::new();
        table.insert("ids", value(all));
        table.decor_mut().set_prefix("\n# All notes that were added so far, also those that you have deleted.\n");
        table.set_position(Some(isize::MAX));
        self.document.insert("imported", Item::Table(table));
        let text = self.document.to_string();
        Some(if is_new { format!("{HEADER}\n{}", text.trim_start()) } else { text })
    }
}

fn string<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}

fn address_of(note: &MemberNote) -> String {
    note.address.as_ref().map_or_else(String::new, Address::to_string)
}

fn entry(note: &MemberNote) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table.insert("id", value(&note.id));
    table.insert("address", value(address_of(note)));
    table.insert("quote", value(&note.quote));
    table.insert("note", value(&note.note));
    table.insert("who", value(&note.who));
    table.insert("reader", value(&note.reader));
    table.insert("source", value(&note.source));
    table.insert("confidence", value(note.confidence.to_string()));
    table
}

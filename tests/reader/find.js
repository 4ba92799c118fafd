// mutool run find.js FILE.pdf WORD…: prints the words that MuPDF's search doesn't find.
var file = scriptArgs[0]
var document = Document.openDocument ? Document.openDocument(file) : new Document(file)
var count = document.countPages()
for (var i = 1; i < scriptArgs.length; i++) {
  var found = false
  for (var page = 0; page < count && !found; page++) found = document.loadPage(page).search(scriptArgs[i]).length > 0
  if (!found) print(scriptArgs[i])
}

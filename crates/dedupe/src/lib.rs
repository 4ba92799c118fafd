//! Clusters of essays that are the same text, and how their variants differ.

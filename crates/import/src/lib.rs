//! Captures to essays, with the evidence for every decision.

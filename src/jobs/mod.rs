//! The background loop: empties the outbox, closes rounds.

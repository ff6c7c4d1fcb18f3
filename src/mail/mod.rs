//! Letters and their delivery.

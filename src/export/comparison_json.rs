//! A comparison as JSON: the contract of the interface page, byte for byte the same from either database.

use crate::compare::Comparison;

/// The comparison as JSON with a line feed at its end; numbers are the shortest that read back as the same double.
pub fn write(comparison: &Comparison) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(comparison)? + "\n")
}

//! Comparison → SVG pictures with table twins.

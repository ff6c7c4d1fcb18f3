//! Files coming in.

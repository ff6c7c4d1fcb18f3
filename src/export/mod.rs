//! Files and tables going out.

pub mod responses;

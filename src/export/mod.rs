//! Files and tables going out.

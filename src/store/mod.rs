//! The only room that knows that there are two databases.

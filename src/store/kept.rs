//! The statements of a respondent's visit and steps, which both databases keep prepared.
//!
//! diesel prepares every UPDATE and every ON CONFLICT anew, since their SQL may differ from call to call. Here it cannot: each
//! statement is a type of its own with its SQL written out, so it is prepared once a connection, on either database.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, SmallInt, Text};
use diesel::sqlite::Sqlite;

use super::connection::on_each;
use super::{AnyConnection, Error};

/// A statement with its SQL, in pieces between which the values stand.
pub(super) trait Statement: 'static {
    /// One piece more than there are values, or as many when it ends with a value.
    const SQL: &'static [&'static str];
}

/// A value that stands in a statement.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Small(i16),
    Number(i32),
    Big(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    MaybeText(Option<&'a str>),
}

/// Runs a statement with these values; how many rows it touched.
pub(super) fn run<S: Statement>(connection: &mut AnyConnection, values: &[Value<'_>]) -> Result<usize, Error> {
    Ok(on_each!(connection, connection => Kept::<S>::with(values).execute(connection))?)
}

/// A statement that reads rows of these columns.
pub(super) trait Reading: Statement {
    type Columns;
}

/// A statement with its values, for diesel.
pub(super) struct Kept<'a, S> {
    values: &'a [Value<'a>],
    statement: PhantomData<S>,
}

impl<'a, S: Statement> Kept<'a, S> {
    pub(super) fn with(values: &'a [Value<'a>]) -> Self {
        Self { values, statement: PhantomData }
    }
}

impl<S: Reading> Query for Kept<'_, S> {
    type SqlType = S::Columns;
}

impl<S: Statement> QueryId for Kept<'_, S> {
    type QueryId = S;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<S, C> RunQueryDsl<C> for Kept<'_, S> {}

macro_rules! written_for {
    ($backend:ty) => {
        impl<S: Statement> QueryFragment<$backend> for Kept<'_, S> {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, $backend>) -> QueryResult<()> {
                let mut values = self.values.iter();
                for piece in S::SQL {
                    pass.push_sql(piece);
                    match values.next() {
                        Some(Value::Small(value)) => pass.push_bind_param::<SmallInt, _>(value)?,
                        Some(Value::Number(value)) => pass.push_bind_param::<Integer, _>(value)?,
                        Some(Value::Big(value)) => pass.push_bind_param::<BigInt, _>(value)?,
                        Some(Value::Bytes(value)) => pass.push_bind_param::<Binary, _>(*value)?,
                        Some(Value::Text(value)) => pass.push_bind_param::<Text, _>(*value)?,
                        Some(Value::MaybeText(value)) => pass.push_bind_param::<Nullable<Text>, _>(value)?,
                        None => {}
                    }
                }
                Ok(())
            }
        }
    };
}

written_for!(Sqlite);
written_for!(Pg);

/// Names statements: `kept! { Name = "SQL up to a value", "from there to the next", …; }`.
macro_rules! kept {
    ($($(#[$about:meta])* $name:ident = $($piece:literal),+;)+) => {
        $(
            $(#[$about])*
            struct $name;

            impl $crate::store::kept::Statement for $name {
                const SQL: &'static [&'static str] = &[$($piece),+];
            }
        )+
    };
}
pub(super) use kept;

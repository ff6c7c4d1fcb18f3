//! Looking links up: what all requests of one turn of a worker's loop ask for is looked up together, when all have asked.
//!
//! One look costs a round trip to PostgreSQL, and on SQLite a lock at which all threads wait for each other. Together they cost it
//! once. Nobody sees less than what was stored when they asked: the look begins afterwards.

use std::cell::RefCell;
use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Integer, Nullable, SmallInt, Text};
use tokio::sync::oneshot;

use super::kept::{self, Kept, Reading, Value, kept};
use super::{AnyConnection, Error, Store};
use crate::token::TokenHash;

/// One worker's connection for looking links up, and who waits for a look.
#[derive(Default)]
pub struct Reader {
    connection: RefCell<Option<AnyConnection>>,
    waiting: RefCell<Vec<Waiting>>,
}

struct Waiting {
    token: TokenHash,
    tell: oneshot::Sender<Result<Option<Row>, Error>>,
}

/// A link as the database holds it: invitation with the stamp of what stands, recipient, draft.
pub(super) type Row = (
    (Vec<u8>, i16, i64, i64),
    (Option<String>, Option<String>, Option<String>, Option<String>),
    (Option<String>, Option<i32>, Option<i64>, Option<String>),
);

type Columns = (
    (Binary, SmallInt, BigInt, BigInt),
    (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
    (Nullable<Text>, Nullable<Integer>, Nullable<BigInt>, Nullable<Text>),
);

macro_rules! link_columns {
    () => {
        "invitation.id, invitation.state, invitation.round_id, standing.stamp, recipient.municipality, recipient.language, \
         recipient.background, recipient.person_key, draft.language, draft.page, draft.revision, draft.answers \
         FROM invitation JOIN standing ON standing.id = 1 LEFT JOIN recipient ON recipient.id = invitation.recipient_id \
         LEFT JOIN draft ON draft.invitation_id = invitation.id WHERE invitation.token_hash = "
    };
}

struct FindLink;

impl kept::Statement for FindLink {
    const SQL: &'static [&'static str] = &[concat!("SELECT ", link_columns!())];
}

impl Reading for FindLink {
    type Columns = Columns;
}

kept! {
    BeginSnapshot = "BEGIN";
    EndSnapshot = "COMMIT";
}

/// Several links at once, which only PostgreSQL can take as one value.
struct FindLinks<'a>(Vec<&'a [u8]>);

impl QueryId for FindLinks<'_> {
    type QueryId = FindLinks<'static>;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindLinks<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(concat!("SELECT invitation.token_hash, ", link_columns!(), "ANY("));
        pass.push_bind_param::<Array<Binary>, _>(&self.0)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl Query for FindLinks<'_> {
    type SqlType = (Binary, Columns);
}

impl RunQueryDsl<PgConnection> for FindLinks<'_> {}

impl Reader {
    /// Looks a link up, together with whatever else is asked for in this turn. It must run on an actix worker or another local set.
    pub(super) async fn look_up(self: &Arc<Self>, store: &Store, token: TokenHash) -> Result<Option<Row>, Error> {
        let (tell, told) = oneshot::channel();
        self.waiting.borrow_mut().push(Waiting { token, tell });
        if self.waiting.borrow().len() == 1 {
            let (reader, store) = (Arc::clone(self), store.clone());
            // It runs when the requests that had come with this one have asked too.
            tokio::task::spawn_local(async move { reader.look_all_up(&store) });
        }
        told.await.map_err(|_| Error::Busy)?
    }

    fn look_all_up(&self, store: &Store) {
        let waiting = self.waiting.take();
        let tokens: Vec<TokenHash> = waiting.iter().map(|one| one.token).collect();
        match self.rows(store, &tokens) {
            Ok(rows) => {
                for (one, row) in waiting.into_iter().zip(rows) {
                    // Whoever asked may have gone away.
                    let _ = one.tell.send(Ok(row));
                }
            }
            Err(error) => {
                let said = error.to_string();
                for one in waiting {
                    let _ = one.tell.send(Err(Error::Connect(said.clone())));
                }
            }
        }
    }

    fn rows(&self, store: &Store, tokens: &[TokenHash]) -> Result<Vec<Option<Row>>, Error> {
        let mut slot = self.connection.borrow_mut();
        // After an error it may be a connection to a server that is gone: then the next look makes a new one.
        let mut connection = slot.take().map_or_else(|| connect(store), Ok)?;
        let rows = match &mut connection {
            AnyConnection::Postgres(connection) => on_postgres(connection, tokens)?,
            AnyConnection::Sqlite(_) if tokens.len() == 1 => on_sqlite(&mut connection, tokens)?,
            AnyConnection::Sqlite(_) => {
                kept::run::<BeginSnapshot>(&mut connection, &[])?;
                let rows = on_sqlite(&mut connection, tokens)?;
                kept::run::<EndSnapshot>(&mut connection, &[])?;
                rows
            }
        };
        *slot = Some(connection);
        Ok(rows)
    }
}

/// A connection of one's own for a statement that always finds rows by their keys.
pub(super) fn connect(store: &Store) -> Result<AnyConnection, Error> {
    let mut connection = store.url().connect()?;
    if let AnyConnection::Postgres(connection) = &mut connection {
        // The statement is planned once, and never as it would be best for empty tables.
        connection.batch_execute(
            "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; \
             SET enable_mergejoin = off",
        )?;
    }
    Ok(connection)
}

fn on_sqlite(connection: &mut AnyConnection, tokens: &[TokenHash]) -> Result<Vec<Option<Row>>, Error> {
    let AnyConnection::Sqlite(connection) = connection else { return Ok(Vec::new()) };
    let find = |token: &TokenHash| Kept::<FindLink>::with(&[Value::Bytes(&token.0)]).get_result(connection).optional();
    Ok(tokens.iter().map(find).collect::<QueryResult<_>>()?)
}

fn on_postgres(connection: &mut PgConnection, tokens: &[TokenHash]) -> Result<Vec<Option<Row>>, Error> {
    let query = FindLinks(tokens.iter().map(|token| &token.0[..]).collect());
    let rows: Vec<(Vec<u8>, Row)> = query.load(connection)?;
    // The same link may be asked for twice, and comes once.
    let find = |token: &TokenHash| rows.iter().find(|(hash, _)| hash[..] == token.0).map(|(_, row)| row.clone());
    Ok(tokens.iter().map(find).collect())
}

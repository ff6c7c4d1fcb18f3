//! `round schedule`, and the letters that `round add` plans: on which days a round sends by itself.

use clap::Args;
use jiff::civil::Date;

use super::super::output::listing;
use super::super::{AT_THE_MACHINE, Context, Ending, Format, usage};
use crate::fieldwork::{
    Access, CannotSchedule, LetterKind, Moment, NewSending, Reading, Round, SendingState, away_on, check_schedule, check_sending,
    in_working_hours,
};
use crate::language::Language;
use crate::store::Store;

/// The days on which letters are planned.
#[derive(Args)]
pub(super) struct Days {
    /// The day on which invitations are sent at nine, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    invite_on: Option<Date>,
    /// The days on which whoever has not answered is reminded at nine.
    #[arg(long, value_name = "DATE[,DATE]", value_delimiter = ',')]
    remind_on: Vec<Date>,
    /// Leave out of the planned invitations whoever was invited to another round shortly before (`fieldwork.quiet_days`).
    #[arg(long)]
    skip_quiet: bool,
}

impl Days {
    pub(super) fn sendings(&self) -> Vec<NewSending> {
        let sending = |kind| move |day: &Date| NewSending { kind, day: *day, skip_quiet: self.skip_quiet };
        let invitations = self.invite_on.iter().map(sending(LetterKind::Invitation));
        invitations.chain(self.remind_on.iter().map(sending(LetterKind::Reminder))).collect()
    }
}

/// Arguments of `round schedule`.
#[derive(Args)]
pub(in crate::cli) struct Schedule {
    /// The round.
    key: String,
    #[command(flatten)]
    planned: Days,
    /// Call off what is planned for this day.
    #[arg(long, value_name = "DATE")]
    call_off: Option<Date>,
    /// Send what is held of this day, as soon as people are at work.
    #[arg(long, value_name = "DATE")]
    release: Option<Date>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Refuses what cannot be planned, and warns of days on which many are away.
pub(super) fn check(context: &Context, sendings: &[NewSending], days: (Date, Date), access: Access) -> Result<(), Ending> {
    let refused = |wrong: CannotSchedule| usage(wrong.sentence(context.language, Reading::Terminal));
    if access == Access::Open && !sendings.is_empty() {
        return refused(CannotSchedule::NobodyInvited);
    }
    if let Err(wrong) = check_schedule(sendings, days, context.clock.now()) {
        return refused(wrong);
    }
    for sending in sendings {
        warn(context, *sending);
    }
    Ok(())
}

fn warn(context: &Context, sending: NewSending) {
    let moment = if sending.kind == LetterKind::Invitation { Moment::Invites } else { Moment::Reminds };
    if let Some(away) = away_on(moment, sending.day) {
        eprintln!("{}", away.sentence(context.language));
    }
}

pub(super) fn run(context: &Context, arguments: &Schedule) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.key)?;
    let now = context.clock.now();
    for (day, release) in [(arguments.call_off, false), (arguments.release, true)] {
        if let Some(day) = day {
            change(context, &store, &round, day, release)?;
        }
    }
    for new in arguments.planned.sendings() {
        let waiting = store.sendings(round.id)?.into_iter().filter(|sending| sending.state == SendingState::Planned);
        let beside: Vec<NewSending> = waiting.map(|sending| sending.as_new()).collect();
        let checked = match round.access {
            Access::Open => Err(CannotSchedule::NobodyInvited),
            Access::Invited => check_sending(&new, &beside, (round.opens, round.closes), now),
        };
        if let Err(wrong) = checked {
            return usage(wrong.sentence(context.language, Reading::Terminal));
        }
        warn(context, new);
        store.plan_sending(&round, &new, (now, AT_THE_MACHINE))?;
    }
    let rows: Vec<Vec<String>> = store
        .sendings(round.id)?
        .iter()
        .map(|sending| {
            let kind = if sending.kind == LetterKind::Invitation { "invitation" } else { "reminder" };
            let cells = [kind, sending.state.name()].map(str::to_owned);
            let [kind, state] = cells;
            vec![sending.at.rfc3339(), kind, state, sending.letters.to_string()]
        })
        .collect();
    listing(arguments.format, &["at", "kind", "state", "letters"], &rows)
}

/// Calls off what is planned for a day or held of it, or releases what is held.
fn change(context: &Context, store: &Store, round: &Round, day: Date, release: bool) -> Result<(), Ending> {
    let now = context.clock.now();
    let mut changed = false;
    for sending in store.sendings(round.id)?.iter().filter(|sending| sending.at.day() == day) {
        changed |= match (release, sending.state) {
            (true, SendingState::Held) => store.move_sending(round, sending.id, in_working_hours(now), (now, AT_THE_MACHINE))?,
            (false, SendingState::Planned | SendingState::Held) => {
                store.cancel_sending(round, sending.id, (now, AT_THE_MACHINE))?
            }
            _ => false,
        };
    }
    if changed {
        return Ok(());
    }
    usage(match (context.language, release) {
        (Language::En, true) => format!("Nothing of {day} is held."),
        (Language::En, false) => format!("Nothing is planned for {day}."),
        (_, true) => format!("Intet fra {day} holdes tilbage."),
        (_, false) => format!("Intet er planlagt til {day}."),
    })
}

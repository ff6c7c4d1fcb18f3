//! The tables, as both migration folders make them; a test holds the folders' twins together.
//!
//! Instants are milliseconds since 1970, days are `YYYY-MM-DD`, structured values are JSON texts: nothing whose type the
//! two databases disagree about.

mod codebook;
mod evaluation;
mod focus;
mod people;
mod register;
mod written;

pub(super) use codebook::*;
pub(super) use evaluation::*;
pub(super) use focus::*;
pub(super) use people::*;
pub(super) use register::*;
pub(super) use written::*;

diesel::table! {
    trials (id) {
        id -> BigInt,
        content -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    standing (id) {
        id -> BigInt,
        stamp -> BigInt,
    }
}

diesel::table! {
    questionnaire_version (id) {
        id -> BigInt,
        key -> Text,
        version -> Integer,
        trial -> Text,
        content -> Text,
        content_hash -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    approval (id) {
        id -> BigInt,
        questionnaire -> Text,
        from_version -> Integer,
        to_version -> Integer,
        question -> Text,
        level -> Text,
        reason -> Text,
        approved_by -> Text,
        approved_at -> BigInt,
    }
}

diesel::table! {
    replaced_approval (id) {
        id -> BigInt,
        questionnaire -> Text,
        from_version -> Integer,
        to_version -> Integer,
        question -> Text,
        level -> Text,
        reason -> Text,
        approved_by -> Text,
        approved_at -> BigInt,
    }
}

diesel::table! {
    round (id) {
        id -> BigInt,
        key -> Text,
        version_id -> BigInt,
        opens -> Text,
        closes -> Text,
        closed_at -> Nullable<BigInt>,
        mode -> Text,
        access -> Text,
        population -> Nullable<Text>,
        minimum -> Nullable<Integer>,
        complete -> Integer,
        partial -> Integer,
        synthetic -> Bool,
        imported -> Bool,
        public_key -> Nullable<Binary>,
        divisions -> Nullable<Text>,
    }
}

diesel::table! {
    sealed_response (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    recipient (id) {
        id -> Binary,
        round_id -> BigInt,
        person_key -> Text,
        name -> Text,
        email -> Text,
        phone -> Text,
        language -> Text,
        municipality -> Nullable<Text>,
        background -> Text,
        address -> Text,
    }
}

diesel::table! {
    invitation (id) {
        id -> Binary,
        round_id -> BigInt,
        recipient_id -> Nullable<Binary>,
        token_hash -> Binary,
        entry_code_hash -> Nullable<Binary>,
        state -> SmallInt,
    }
}

diesel::table! {
    draft (invitation_id) {
        invitation_id -> Binary,
        language -> Text,
        page -> Integer,
        revision -> BigInt,
        answers -> Text,
    }
}

diesel::table! {
    response (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        version_id -> BigInt,
        response_id -> Nullable<Text>,
        receipt_hash -> Nullable<Binary>,
        panel_key -> Nullable<Text>,
        person_key -> Nullable<Text>,
        submitted_on -> Nullable<Text>,
        language -> Text,
        entry -> Text,
        outcome -> SmallInt,
        background -> Text,
        answers -> Text,
    }
}

diesel::table! {
    tally (round_id, cell, item, code) {
        round_id -> BigInt,
        cell -> Text,
        item -> Text,
        code -> BigInt,
        count -> BigInt,
    }
}

diesel::table! {
    letter (id) {
        id -> BigInt,
        round_id -> BigInt,
        recipient_id -> Binary,
        invitation_id -> Binary,
        kind -> SmallInt,
        sequence -> Integer,
        template_version -> Integer,
        message_id -> Text,
        date -> BigInt,
        boundary -> Text,
        state -> SmallInt,
        attempts -> Integer,
        next_at -> BigInt,
        lease_until -> Nullable<BigInt>,
        leased_by -> Nullable<Text>,
        last_reply -> Nullable<Text>,
        channel -> SmallInt,
        to_former_address -> Bool,
        working_hours -> Bool,
        bundled -> Bool,
        /// The state, while it is not settled whether the letter leaves, by the database itself.
        open_state -> Nullable<SmallInt>,
    }
}

diesel::table! {
    together (round_id) {
        round_id -> BigInt,
    }
}

diesel::table! {
    planned_sending (id) {
        id -> BigInt,
        round_id -> BigInt,
        kind -> SmallInt,
        at -> BigInt,
        state -> SmallInt,
        skip_quiet -> Bool,
        letters -> BigInt,
    }
}

diesel::table! {
    suppression (mark) {
        mark -> Binary,
        way -> Text,
        since -> Text,
    }
}

diesel::table! {
    text_review (round_id, response_key, item) {
        round_id -> BigInt,
        response_key -> Binary,
        item -> Text,
        decision -> SmallInt,
        masks -> Text,
        reviewed_by -> Text,
        reviewed_at -> BigInt,
    }
}

diesel::table! {
    setting (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    log (id) {
        id -> BigInt,
        at -> BigInt,
        who -> Text,
        what -> Text,
        object -> Text,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    retention (subject, artefact) {
        subject -> Text,
        artefact -> Text,
        due -> Text,
        set_by -> Text,
        set_at -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    deletion (id) {
        id -> BigInt,
        subject -> Text,
        artefact -> Text,
        what -> Text,
        count -> BigInt,
        hash -> Text,
        at -> BigInt,
        who -> Text,
        why -> Text,
        exports -> Text,
    }
}

diesel::table! {
    kept_count (round_id, figure, cell, code) {
        round_id -> BigInt,
        figure -> Text,
        cell -> Text,
        code -> BigInt,
        count -> BigInt,
    }
}

diesel::table! {
    second_reading (round_id) {
        round_id -> BigInt,
        first_id -> BigInt,
    }
}

diesel::table! {
    questionnaire_draft (key, revision) {
        key -> Text,
        revision -> Integer,
        trial -> Text,
        content -> Text,
        changed_at -> BigInt,
        changed_by -> Text,
    }
}

diesel::table! {
    webhook_mark (round_id, event) {
        round_id -> BigInt,
        event -> Text,
        value -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    webhook_message (id) {
        id -> BigInt,
        url -> Text,
        message_id -> Text,
        body -> Text,
        made_at -> BigInt,
        state -> SmallInt,
        attempts -> Integer,
        next_at -> BigInt,
        lease_until -> Nullable<BigInt>,
        failure -> Text,
    }
}

diesel::table! {
    theme (questionnaire, item, key) {
        questionnaire -> Text,
        item -> Text,
        key -> Text,
        name -> Text,
    }
}

diesel::table! {
    text_theme (round_id, response_key, item, theme) {
        round_id -> BigInt,
        response_key -> Binary,
        item -> Text,
        theme -> Text,
        coded_by -> Text,
        coded_at -> BigInt,
    }
}

diesel::table! {
    recipients_due (round_id) {
        round_id -> BigInt,
        due -> Text,
    }
}

diesel::table! {
    no_recipients (round_id, municipality) {
        round_id -> BigInt,
        municipality -> Text,
        said_by -> Text,
        said_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    questionnaire_version,
    round,
    recipient,
    invitation,
    draft,
    response,
    tally,
    letter,
    trials,
);
diesel::joinable!(invitation -> round (round_id));
diesel::joinable!(invitation -> recipient (recipient_id));
diesel::joinable!(draft -> invitation (invitation_id));
diesel::joinable!(round -> questionnaire_version (version_id));
diesel::joinable!(letter -> invitation (invitation_id));
diesel::joinable!(letter -> recipient (recipient_id));
diesel::joinable!(letter -> round (round_id));
diesel::allow_columns_to_appear_in_same_group_by_clause!(recipient::municipality, invitation::state);

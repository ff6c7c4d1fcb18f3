//! Focus groups: who was asked together, what was noted, and what is claimed of it.

diesel::table! {
    focus_guide (id) {
        id -> BigInt,
        key -> Text,
        version -> Integer,
        content -> Text,
        content_hash -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    focus_group (id) {
        id -> BigInt,
        number -> Integer,
        uid -> Text,
        sequence -> Integer,
        title -> Text,
        guide_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        place -> Text,
        moderator -> Text,
        note_taker -> Text,
        observer -> Text,
        capacity -> Integer,
        cancelled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    focus_participant (id) {
        id -> BigInt,
        group_id -> BigInt,
        code -> Text,
        name -> Text,
        email -> Text,
        unit -> Text,
        random_id -> Binary,
        token_hash -> Binary,
        reply -> Nullable<Text>,
        reply_words -> Text,
        attended -> Bool,
        withdrawn_at -> Nullable<BigInt>,
        language -> Text,
        released_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    focus_consent (id) {
        id -> BigInt,
        participant_id -> BigInt,
        purpose -> Text,
        given -> Bool,
        version -> Integer,
        at -> BigInt,
    }
}

diesel::table! {
    note_line (id) {
        id -> BigInt,
        group_id -> BigInt,
        client_id -> Text,
        question -> Text,
        speaker -> Text,
        kind -> Text,
        words -> Text,
        replaces -> Nullable<BigInt>,
        written_by -> Text,
        stored_at -> BigInt,
    }
}

diesel::table! {
    statement (id) {
        id -> BigInt,
        line_id -> BigInt,
        starts -> Integer,
        ends -> Integer,
        words -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    point (id) {
        id -> BigInt,
        theme -> Text,
        claim -> Text,
        made_by -> Text,
        made_at -> BigInt,
        published_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    point_trial (point_id, trial) {
        point_id -> BigInt,
        trial -> Text,
    }
}

diesel::table! {
    evidence (point_id, statement_id) {
        point_id -> BigInt,
        statement_id -> BigInt,
        relation -> Text,
    }
}

diesel::table! {
    quote (id) {
        id -> BigInt,
        point_id -> BigInt,
        statement_id -> BigInt,
        words -> Text,
        names_role -> Bool,
        labelled -> Bool,
        decision -> Nullable<Text>,
        decided_hash -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    summary_prose (scope) {
        scope -> Text,
        opening -> Text,
        closing -> Text,
    }
}

diesel::table! {
    summary_version (scope, version) {
        scope -> Text,
        version -> Integer,
        page -> Text,
        document -> Binary,
        quotes -> Text,
        frozen_by -> Text,
        frozen_at -> BigInt,
        blanked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recording (id) {
        id -> BigInt,
        group_id -> BigInt,
        key -> Text,
        format -> Text,
        bytes -> BigInt,
        added_by -> Text,
        added_at -> BigInt,
        delete_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    line_naming (line_id) {
        line_id -> BigInt,
        found_at -> BigInt,
    }
}

diesel::table! {
    fit (id) {
        id -> BigInt,
        trial -> Text,
        questionnaire -> Text,
        question -> Text,
        judged -> Text,
        reason -> Text,
        points -> Text,
        judged_by -> Text,
        judged_at -> BigInt,
    }
}

diesel::table! {
    transcript (id) {
        id -> BigInt,
        group_id -> BigInt,
        key -> Text,
        format -> Text,
        sealed -> Nullable<Binary>,
        added_by -> Text,
        added_at -> BigInt,
        taken_at -> Nullable<BigInt>,
        lines -> Integer,
        delete_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// The letters of the outbox that go to participants: of one table with those of rounds, so that all leave by one queue.
    #[sql_name = "letter"]
    participant_letter (id) {
        id -> BigInt,
        participant_id -> BigInt,
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
        working_hours -> Bool,
    }
}

diesel::joinable!(note_line -> focus_group (group_id));
diesel::joinable!(statement -> note_line (line_id));
diesel::joinable!(quote -> statement (statement_id));
diesel::allow_tables_to_appear_in_same_query!(focus_group, note_line, statement, quote);
diesel::allow_tables_to_appear_in_same_query!(participant_letter, focus_participant);

//! Who signs in to the desk, and by what.

diesel::table! {
    person (id) {
        id -> BigInt,
        name -> Text,
        folded -> Text,
        role -> Text,
        all_trials -> Bool,
        all_municipalities -> Bool,
        password -> Nullable<Text>,
        app_nonce -> Nullable<Binary>,
        app_step -> BigInt,
        created_at -> BigInt,
        removed_at -> Nullable<BigInt>,
        by_groups -> Bool,
    }
}

diesel::table! {
    person_login (subject) {
        subject -> Binary,
        person_id -> BigInt,
        issuer -> Text,
    }
}

diesel::table! {
    person_passkey (hash) {
        hash -> Binary,
        person_id -> BigInt,
        public_key -> Binary,
        counter -> BigInt,
        name -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    login_try (hash) {
        hash -> Binary,
        browser -> Binary,
        origin -> Binary,
        issuer -> Text,
        next -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    person_scope (person_id, kind, key) {
        person_id -> BigInt,
        kind -> Text,
        key -> Text,
    }
}

diesel::table! {
    person_session (hash) {
        hash -> Binary,
        person_id -> BigInt,
        waits_for_code -> Bool,
        browser -> Text,
        started_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    one_time_address (hash) {
        hash -> Binary,
        person_id -> Nullable<BigInt>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_try (id) {
        id -> BigInt,
        account -> Binary,
        origin -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    personal_token (hash) {
        hash -> Binary,
        person_id -> BigInt,
        name -> Text,
        may_write -> Bool,
        made_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(person, person_session);
diesel::joinable!(person_session -> person (person_id));

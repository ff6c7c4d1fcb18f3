//! How trials are evaluated, and what is recommended of them.

diesel::table! {
    design_version (trial, evaluation, version) {
        trial -> Text,
        evaluation -> Text,
        version -> Integer,
        content -> Text,
        content_hash -> Text,
        frozen_by -> Text,
        frozen_at -> BigInt,
    }
}

diesel::table! {
    design_draft (trial, evaluation) {
        trial -> Text,
        evaluation -> Text,
        content -> Text,
        saved_by -> Text,
        saved_at -> BigInt,
    }
}

diesel::table! {
    recommendation_version (trial, evaluation, version) {
        trial -> Text,
        evaluation -> Text,
        version -> Integer,
        content -> Text,
        content_hash -> Text,
        written_by -> Text,
        written_at -> BigInt,
    }
}

diesel::table! {
    recommendation_approval (id) {
        id -> BigInt,
        trial -> Text,
        evaluation -> Text,
        version -> Integer,
        content_hash -> Text,
        step -> Text,
        approved_on -> Text,
        note -> Text,
        noted_by -> Text,
        noted_at -> BigInt,
    }
}

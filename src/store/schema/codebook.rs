//! Coding: the codebook, what is put on what was said, and what other programs brought.

diesel::table! {
    code (id) {
        id -> BigInt,
        guid -> Text,
        parent -> Nullable<BigInt>,
        name -> Text,
        description -> Text,
        value -> Nullable<Integer>,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    coding (id) {
        id -> BigInt,
        guid -> Text,
        line_id -> BigInt,
        code_id -> BigInt,
        starts -> Integer,
        ends -> Integer,
        words -> Text,
        coder -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    memo (id) {
        id -> BigInt,
        coding_id -> Nullable<BigInt>,
        code_id -> Nullable<BigInt>,
        words -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    coding_sample (id) {
        id -> BigInt,
        seed -> BigInt,
        drawn_by -> Text,
        drawn_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    coding_sample_line (sample_id, line_id) {
        sample_id -> BigInt,
        line_id -> BigInt,
    }
}

diesel::table! {
    coding_sample_coder (sample_id, coder) {
        sample_id -> BigInt,
        coder -> Text,
        done_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    foreign_text (id) {
        id -> BigInt,
        guid -> Text,
        name -> Text,
        words -> Text,
        added_by -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    foreign_excerpt (id) {
        id -> BigInt,
        guid -> Text,
        text_id -> BigInt,
        code_id -> BigInt,
        starts -> Integer,
        ends -> Integer,
        coder -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    foreign_note (id) {
        id -> BigInt,
        excerpt_id -> BigInt,
        words -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(coding, coding_sample, coding_sample_line);

//! Written rounds of focus groups: cards, rankings and estimates, and whose they are where that is kept.

diesel::table! {
    written_round (id) {
        id -> BigInt,
        group_id -> BigInt,
        kind -> Text,
        mode -> Text,
        asked -> Text,
        question -> Text,
        cards_of -> Nullable<BigInt>,
        low -> Integer,
        high -> Integer,
        least -> Integer,
        phase -> Text,
        turn -> Integer,
        key -> Text,
        public_key -> Nullable<Binary>,
        made_by -> Text,
        made_at -> BigInt,
        group_least -> Integer,
    }
}

diesel::table! {
    written_card (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        words -> Text,
        quotable -> Bool,
        theme -> Text,
        merged_into -> Nullable<Binary>,
    }
}

diesel::table! {
    written_answer (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        turn -> Integer,
        answer -> Text,
    }
}

diesel::table! {
    written_author (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        participant_id -> BigInt,
    }
}

diesel::table! {
    written_sealed (round_id, key) {
        round_id -> BigInt,
        key -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    written_spent (round_id, mark) {
        round_id -> BigInt,
        mark -> Binary,
    }
}

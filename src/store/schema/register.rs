//! What the case systems counted, what people write in reports, and documents that were handed in.

diesel::table! {
    register_figure (id) {
        id -> BigInt,
        trial -> Text,
        measure -> Text,
        municipality -> Text,
        of_group -> Text,
        period -> Text,
        value -> Text,
        unit -> Text,
        source -> Text,
        note -> Text,
        show_small -> Bool,
        entered_by -> Text,
        entered_at -> BigInt,
        replaced_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    event (id) {
        id -> BigInt,
        starts -> Text,
        until -> Nullable<Text>,
        goes_on -> Bool,
        name -> Text,
        trials -> Text,
        municipalities -> Text,
        source -> Text,
        written_by -> Text,
        written_at -> BigInt,
    }
}

diesel::table! {
    report_prose (id) {
        id -> BigInt,
        report -> Text,
        trial -> Text,
        section -> Text,
        version -> Integer,
        words -> Text,
        figures -> Text,
        written_by -> Text,
        written_at -> BigInt,
    }
}

diesel::table! {
    document (id) {
        id -> BigInt,
        trial -> Text,
        name -> Text,
        kind -> Text,
        dated -> Text,
        source -> Text,
        content -> Binary,
        bytes -> BigInt,
        hash -> Text,
        added_by -> Text,
        added_at -> BigInt,
        delete_on -> Text,
    }
}

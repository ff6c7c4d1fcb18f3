//! What the case systems counted, and what people write in reports.

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

//! What the case systems counted.

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

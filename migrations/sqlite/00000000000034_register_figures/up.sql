-- What the case systems counted, as it was reported. A figure that is corrected stays, with when that was, so that an old report can be
-- traced; of those that stand there is one per trial, measure, municipality, group and period.
CREATE TABLE register_figure (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    trial TEXT NOT NULL,
    measure TEXT NOT NULL,
    municipality TEXT NOT NULL,
    of_group TEXT NOT NULL,
    period TEXT NOT NULL,
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    show_small BOOLEAN NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    replaced_at BIGINT
);
CREATE UNIQUE INDEX register_figure_stands ON register_figure (trial, measure, municipality, of_group, period) WHERE replaced_at IS NULL;

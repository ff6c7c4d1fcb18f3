-- A written round of a focus group: cards, a ranking of cards, or an estimate asked for in several turns. `key` names its secrets in keys_dir;
-- with the public key is sealed what comes in while a round without authors is open.
CREATE TABLE written_round (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    group_id BIGINT NOT NULL REFERENCES focus_group (id),
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    asked TEXT NOT NULL,
    question TEXT NOT NULL,
    cards_of BIGINT REFERENCES written_round (id) ON DELETE CASCADE,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    least INTEGER NOT NULL,
    phase TEXT NOT NULL,
    turn INTEGER NOT NULL,
    key TEXT NOT NULL,
    public_key BYTEA,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX written_round_group ON written_round (group_id);
CREATE INDEX written_round_cards ON written_round (cards_of);
-- What was written on a card, whether its author lets it be quoted as it is, its theme, and the card under which it was laid. No card says when it
-- was written or by whom.
CREATE TABLE written_card (
    round_id BIGINT NOT NULL REFERENCES written_round (id) ON DELETE CASCADE,
    key BYTEA NOT NULL,
    words TEXT NOT NULL,
    quotable BOOLEAN NOT NULL,
    theme TEXT NOT NULL,
    merged_into BYTEA,
    PRIMARY KEY (round_id, key)
);
-- A ranking, as the keys of the cards in their order, or an estimate.
CREATE TABLE written_answer (
    round_id BIGINT NOT NULL REFERENCES written_round (id) ON DELETE CASCADE,
    key BYTEA NOT NULL,
    turn INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (round_id, key)
);
-- Whose card or answer it is: only of rounds that tell their participants so.
CREATE TABLE written_author (
    round_id BIGINT NOT NULL REFERENCES written_round (id) ON DELETE CASCADE,
    key BYTEA NOT NULL,
    participant_id BIGINT NOT NULL REFERENCES focus_participant (id),
    PRIMARY KEY (round_id, key)
);
CREATE INDEX written_author_participant ON written_author (participant_id);
-- What came in while a round without authors is open: readable only with a secret that is not here, and gone once it is shown.
CREATE TABLE written_sealed (
    round_id BIGINT NOT NULL REFERENCES written_round (id) ON DELETE CASCADE,
    key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (round_id, key)
);
-- That a link was used in the open turn of a round without authors, as a mark that only the link and a secret make; gone once it is shown.
CREATE TABLE written_spent (
    round_id BIGINT NOT NULL REFERENCES written_round (id) ON DELETE CASCADE,
    mark BYTEA NOT NULL,
    PRIMARY KEY (round_id, mark)
);

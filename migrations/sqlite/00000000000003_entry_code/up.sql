-- Who types a code from a letter is found by its hash alone, among all invitations of all rounds.
CREATE INDEX invitation_entry_code ON invitation (entry_code_hash);

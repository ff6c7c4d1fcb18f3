-- Whoever wants no letters at all is found in every round that asks them, by their address.
CREATE INDEX recipient_email ON recipient (lower(email));

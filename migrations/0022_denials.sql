-- Who denies what a source says is asked of all claims of the source, and few relations are denials.
CREATE INDEX claim_denials ON claim_relations (second_row, first_row) WHERE kind = 'denies';

-- What lists and profiles ask of disagreements stands in small indexes of these alone: the relations lie all over the file.
DROP INDEX claim_disagreements;
CREATE INDEX claim_disagreements ON claim_relations (first_row, second_row, kind) WHERE is_disagreement = 1;
CREATE INDEX claim_disagreements_by_second ON claim_relations (second_row, first_row, kind) WHERE is_disagreement = 1;

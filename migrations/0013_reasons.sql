-- Why each conclusion about a claim was reached, as the reading gave it: a JSON list of conclusion, rule and features.
-- NULL: the claim was read by a version that kept no reasons.
ALTER TABLE claims ADD COLUMN reasons TEXT;

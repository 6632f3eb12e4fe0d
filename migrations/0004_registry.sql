-- The state a source belongs to or is at home in, where the registry gives one (ISO 3166-1 alpha-2).
ALTER TABLE sources ADD COLUMN country TEXT;

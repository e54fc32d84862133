-- Weights that can be applied a year later, how far the shapes they draw may be off, and lists compared by more than departures.

alter table out_model_card__monthly_features add column feature_version INTEGER;

alter table out_model_card__monthly_features add column height_error DOUBLE;

alter table out_comparison__quarterly_lists add column counted VARCHAR default 'departure';

alter table out_comparison__quarterly_lists alter column counted set not null;

alter table out_comparison__quarterly_lists alter column counted drop default;

alter table out_comparison__quarterly_lists add column happened_count INTEGER;

alter table out_comparison__quarterly_lists add column visited DOUBLE;

alter table out_comparison__quarterly_lists add column unmade_reason VARCHAR;

-- What other districts brought to the weight that a district's own past is fitted towards, and the steps they added to its line.

alter table out_model_card__monthly_features add column from_value DOUBLE;

alter table out_model_card__monthly_features add column other_districts_count INTEGER;

alter table out_model_card__monthly_features add column other_events_count INTEGER;

-- What a district's sum was moved by, what the median enterprise did, and what rises gained; months run before stay without.

alter table out_district__monthly_indicators add column compared_count INTEGER;
alter table out_district__monthly_indicators add column median_yoy_share DOUBLE;
alter table out_district__monthly_indicators add column largest_move_share DOUBLE;
alter table out_district__monthly_indicators add column yoy_without_largest_share DOUBLE;
alter table out_district__monthly_indicators add column is_moved_by_one BOOLEAN;
alter table out_growth__monthly_enterprises add column output_gain_cny_10k DOUBLE;

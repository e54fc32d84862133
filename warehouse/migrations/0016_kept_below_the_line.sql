-- Who stays listed below the line because a visit confirmed it; months run before stay without.

alter table out_warnings__monthly_enterprises add column is_kept BOOLEAN;

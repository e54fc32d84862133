-- Who is expected of a source and who is not, adding up to the monitored enterprises; earlier runs did not count them.

alter table out_coverage__monthly_sources add column monitored_count INTEGER;
alter table out_coverage__monthly_sources add column late_count INTEGER;
alter table out_coverage__monthly_sources add column not_due_count INTEGER;
alter table out_coverage__monthly_sources add column silent_count INTEGER;

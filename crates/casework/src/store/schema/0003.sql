-- What lists of work ask: which cases may have something to be done, and with which lists the parties
-- of a licence were searched. 2 = a row of before, made again when it is next opened.

ALTER TABLE case_view ADD COLUMN work BIGINT NOT NULL DEFAULT 2;
ALTER TABLE case_view ADD COLUMN searched TEXT NOT NULL DEFAULT '';

CREATE INDEX case_by_work ON case_view (work, opened);
CREATE INDEX case_by_opened ON case_view (opened);

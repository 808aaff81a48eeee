-- Requests of machines that were done, so that one sent again is not done again. Not part of the
-- log: nothing is made from it.

CREATE TABLE request (
    person TEXT NOT NULL,
    request TEXT NOT NULL,
    content TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (person, request)
);

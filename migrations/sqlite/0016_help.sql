-- The help centre's articles, one row a language, and what the AI has used.

CREATE TABLE help_articles (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('en', 'vi', 'th')),
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Markdown.
    body TEXT NOT NULL,
    published BIGINT NOT NULL CHECK (published IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (slug, locale)
);

-- A day (days since 1970, UTC) and the tokens of all models on it.
CREATE TABLE ai_usage (
    day BIGINT NOT NULL PRIMARY KEY,
    tokens BIGINT NOT NULL
);

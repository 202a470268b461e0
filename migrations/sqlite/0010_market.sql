-- Sellers, listings and their revisions, what is said about them, and the words they are found by.

-- One application an account; whoever was refused may ask again.
CREATE TABLE seller_applications (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    store_name TEXT NOT NULL,
    about TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    reason TEXT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX seller_applications_status ON seller_applications (status, created_at, id);

-- What the seller says is here; what is for sale is the live revision.
CREATE TABLE listings (
    id TEXT NOT NULL PRIMARY KEY,
    seller_id TEXT NOT NULL REFERENCES users (id),
    -- No foreign key: the seller may delete the page and go on selling what was approved.
    page_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'approved', 'rejected', 'withdrawn', 'suspended')),
    change TEXT NOT NULL CHECK (change IN ('none', 'draft', 'pending', 'rejected')),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL,
    category TEXT NOT NULL,
    tags TEXT NOT NULL,
    licence TEXT NOT NULL CHECK (licence IN ('standard', 'limited', 'exclusive')),
    stock BIGINT,
    rejection_reason TEXT,
    live_revision_id TEXT,
    pending_revision_id TEXT,
    -- Of the live revision: how many may be sold in all.
    stock_limit BIGINT,
    sold BIGINT NOT NULL DEFAULT 0 CHECK (sold >= 0),
    reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    views BIGINT NOT NULL DEFAULT 0,
    likes BIGINT NOT NULL DEFAULT 0,
    rating_sum BIGINT NOT NULL DEFAULT 0,
    rating_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    submitted_at BIGINT,
    approved_at BIGINT,
    CHECK (stock_limit IS NULL OR sold + reserved <= stock_limit)
);
CREATE INDEX listings_seller ON listings (seller_id, updated_at, id);
CREATE INDEX listings_status ON listings (status, approved_at, id);
CREATE INDEX listings_review ON listings (submitted_at, id) WHERE pending_revision_id IS NOT NULL;

-- Pinned when submitted, and never changed.
CREATE TABLE listing_revisions (
    id TEXT NOT NULL PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES listings (id),
    number BIGINT NOT NULL,
    page_revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    price BIGINT NOT NULL,
    currency TEXT NOT NULL,
    category TEXT NOT NULL,
    tags TEXT NOT NULL,
    licence TEXT NOT NULL,
    stock BIGINT,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (listing_id, number)
);

-- Of what is for sale.
CREATE TABLE listing_tags (
    listing_id TEXT NOT NULL REFERENCES listings (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (listing_id, tag)
);
CREATE INDEX listing_tags_tag ON listing_tags (tag, listing_id);

-- The folded words of what is for sale.
CREATE TABLE listing_terms (
    term TEXT NOT NULL,
    listing_id TEXT NOT NULL REFERENCES listings (id),
    weight BIGINT NOT NULL,
    PRIMARY KEY (term, listing_id)
);
CREATE INDEX listing_terms_listing ON listing_terms (listing_id);

CREATE TABLE listing_likes (
    listing_id TEXT NOT NULL REFERENCES listings (id),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (listing_id, user_id)
);
CREATE INDEX listing_likes_user ON listing_likes (user_id, created_at, listing_id);

-- Who looked on which day, so that nobody counts twice.
CREATE TABLE listing_viewers (
    listing_id TEXT NOT NULL REFERENCES listings (id),
    day TEXT NOT NULL,
    viewer TEXT NOT NULL,
    PRIMARY KEY (listing_id, day, viewer)
);
CREATE INDEX listing_viewers_day ON listing_viewers (day);

CREATE TABLE reviews (
    id TEXT NOT NULL PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES listings (id),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    rating BIGINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment TEXT NOT NULL,
    reply TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (listing_id, user_id)
);
CREATE INDEX reviews_listing ON reviews (listing_id, created_at, id);

CREATE TABLE cart_items (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    listing_id TEXT NOT NULL REFERENCES listings (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, listing_id)
);

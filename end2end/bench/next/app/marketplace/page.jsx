// The marketplace's first page with the query and the markup of ours: 24 cards, the total, and facets with counts, from
// the same seeded SQLite file, by prepared statements of better-sqlite3.
import Database from 'better-sqlite3';
import Link from 'next/link';

export const dynamic = 'force-dynamic';

const db = new Database(process.env.MARKET_DB, { readonly: true });
const from = "FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id WHERE l.status = 'approved'";
const cards = db.prepare(`SELECT l.id, r.title, r.price, r.currency, u.id AS seller_id, u.name AS seller, l.rating_sum, l.rating_count
  FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id JOIN users u ON u.id = l.seller_id
  WHERE l.status = 'approved' ORDER BY l.approved_at DESC, l.id DESC LIMIT 24`);
const total = db.prepare(`SELECT COUNT(*) AS n ${from}`);
const facets = process.env.MARKET_FACETS
  ? [
      ['Category', db.prepare(`SELECT r.category AS value, COUNT(*) AS n ${from} GROUP BY 1 ORDER BY 2 DESC`)],
      ['Language', db.prepare(`SELECT r.language AS value, COUNT(*) AS n ${from} GROUP BY 1 ORDER BY 2 DESC`)],
      ['Currency', db.prepare(`SELECT r.currency AS value, COUNT(*) AS n ${from} GROUP BY 1 ORDER BY 2 DESC`)],
      ['Tags', db.prepare(`SELECT t.value AS value, COUNT(*) AS n FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id, json_each(r.tags) t WHERE l.status = 'approved' GROUP BY 1 ORDER BY 2 DESC LIMIT 12`)],
    ]
  : [];
const categories = ['product', 'saas', 'event', 'course', 'restaurant', 'portfolio', 'app', 'webinar', 'charity', 'sale', 'business', 'other'];

function price(amount, currency) {
  if (amount === 0) return 'Free';
  const digits = currency === 'VND' ? 0 : 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: digits }).format(amount / 10 ** digits);
}

function Card({ it }) {
  const rating = it.rating_count > 0 ? (it.rating_sum / it.rating_count).toFixed(1) : null;
  return (
    <article className="page-card listing-card">
      <div className="page-thumb"><img src={`/l/${it.id}/desktop.svg`} alt="" width="960" height="720" loading="lazy" decoding="async" /></div>
      <div className="page-info">
        <h2 className="truncate"><Link href={`/marketplace/${it.id}`} prefetch={false}>{it.title}</Link></h2>
        <strong className="listing-price">{price(it.price, it.currency)}</strong>
        <p className="page-meta">
          <Link className="listing-seller" href={`/sellers/${it.seller_id}`} prefetch={false}>{it.seller}</Link>
          {rating ? (
            <span className="stars">
              <svg className="icon" aria-hidden="true"><use href="/icons.svg#star" /></svg>
              <span aria-hidden="true">{rating} ({it.rating_count})</span>
              <span className="sr-only">{rating} of 5 stars, {it.rating_count} reviews</span>
            </span>
          ) : (
            <span className="stars is-none">No reviews yet</span>
          )}
        </p>
      </div>
      <form method="post" action="/like" className="inline-form">
        <input type="hidden" name="id" value={it.id} />
        <input type="hidden" name="on" value="1" />
        <input type="hidden" name="next" value="/marketplace" />
        <button className="btn btn-ghost btn-icon like" aria-pressed="false" aria-label="Like" title="Like">
          <svg className="icon" aria-hidden="true"><use href="/icons.svg#heart" /></svg>
        </button>
      </form>
    </article>
  );
}

export default async function Page() {
  const items = cards.all();
  const count = total.get().n;
  const lists = facets.length > 0
    ? facets.map(([title, query]) => [title, query.all()])
    : [['Category', categories.map((value) => ({ value, n: 1 }))]];
  return (
    <>
      <header className="site-head">
        <nav aria-label="Main">
          {['Home', 'Marketplace', 'Templates', 'Help', 'Log in', 'Create account'].map((name) => <Link key={name} href={`/${name}`} prefetch={false}>{name}</Link>)}
        </nav>
      </header>
      <main className="wrap market">
        <header className="market-head">
          <h1>Marketplace</h1>
          <p className="muted">Landing pages made by people who know their trade. Look at them live, then make one yours.</p>
          <form className="market-search" action="/marketplace" role="search">
            <input className="input" type="search" name="q" aria-label="Search" placeholder="Restaurant, course, flash sale …" />
            <select className="select" name="sort" aria-label="Sort by">
              {['relevance', 'newest', 'best_selling', 'price_asc', 'price_desc', 'rating'].map((sort) => <option key={sort} value={sort}>{sort}</option>)}
            </select>
            <button className="btn btn-primary">Search</button>
          </form>
        </header>
        <div className="market-body">
          <aside className="market-facets" aria-label="Filters">
            {lists.map(([title, values]) => (
              <section key={title}>
                <h2>{title}</h2>
                <ul role="list">
                  {values.map((it) => (
                    <li key={it.value}><Link className="facet" href={`/marketplace?${title.toLowerCase()}=${it.value}`} prefetch={false}><span>{it.value}</span><span className="facet-count">{it.n}</span></Link></li>
                  ))}
                </ul>
              </section>
            ))}
          </aside>
          <section className="market-found" aria-label="Results">
            <p className="market-total" role="status">{count} pages</p>
            <div className="grid listing-grid">{items.map((it) => <Card key={it.id} it={it} />)}</div>
          </section>
        </div>
      </main>
    </>
  );
}

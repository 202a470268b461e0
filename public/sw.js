// The service worker: shows pushed notifications, and a page that says so where there is no network. It keeps nothing
// else: what is shown is always the server's.
const CACHE = "lh-offline-2";
const OFFLINE = "/offline.html";

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, "/favicon.svg"].map((url) => new Request(url, { cache: "reload" })))),
  );
  self.skipWaiting();
});

addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" || request.method !== "GET") return;
  event.respondWith(fetch(request).catch(async (error) => (await caches.match(OFFLINE)) ?? Promise.reject(error)));
});

/** A path of our own, or the centre. */
const own = (path) => (/^\/(?![/\\])/.test(path ?? "") ? path : "/notifications");

addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // Not ours; still, a browser wants to see something.
  }
  event.waitUntil(
    self.registration.showNotification(told.title || "LandingHub", {
      body: told.text || "",
      tag: told.tag || told.id || "landinghub",
      renotify: Boolean(told.tag),
      lang: told.locale || "en",
      icon: "/icons/192.png",
      badge: "/icons/badge.png",
      data: { id: told.id, url: own(told.url) },
    }),
  );
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { id, url } = event.notification.data ?? {};
  const go = async () => {
    if (id) {
      await fetch("/api/notifications/read", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ids: [id] }),
      }).catch(() => {});
    }
    const target = new URL(own(url), self.location.origin).href;
    const windows = await self.clients.matchAll({ type: "window" });
    const there = windows.find((client) => client.url === target);
    if (there) return there.focus();
    return self.clients.openWindow(target);
  };
  event.waitUntil(go());
});

addEventListener("pushsubscriptionchange", (event) => {
  const renew = async () => {
    const options = event.oldSubscription?.options;
    if (!options) return;
    const { endpoint, keys } = (await self.registration.pushManager.subscribe(options)).toJSON();
    await fetch("/api/notifications/push", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ endpoint, keys }),
    });
  };
  event.waitUntil(renew());
});

// The interface as people know it: where things are and what they are called. Only this file names routes.
import type { Locator, Page } from '@playwright/test';

import type { Mail } from './mail.ts';
import { expect, hydrated } from './test.ts';
import type { Server } from './server.ts';

export const ROUTES = {
  home: '/',
  login: '/auth',
  register: '/auth/register',
  forgot: '/auth/forgot',
  dashboard: '/dashboard',
  pages: '/pages',
  settings: '/settings',
} as const;

interface Account {
  name: string;
  email: string;
  password: string;
}

/** Fills in and sends the registration form that is open. */
export async function fillRegistration(page: Page, who: Account): Promise<void> {
  await page.getByLabel('Name').fill(who.name);
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Create account' }).click();
}

/** Fills in and sends the login form that is open. */
export async function fillLogin(page: Page, who: Account): Promise<void> {
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Whoever is logged in sees the main navigation and their own name. */
export async function expectLoggedIn(page: Page, who: Account): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(page.getByRole('button', { name: who.name })).toBeVisible();
}

/** The link of a verification mail. */
export function verificationLink(mail: Mail): string {
  const link = mail.links.find((text) => text.includes('/auth/verify'));
  if (!link) throw new Error(`no verification link in: ${mail.text}`);
  return link;
}

/** The editor screen. */
export class Editor {
  constructor(readonly page: Page) {}

  async open(server: Server, id: string): Promise<void> {
    await this.page.goto(`${server.url}/pages/${id}/edit`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await hydrated(this.page);
    await expect(this.canvas.locator('[data-nid]').first()).toBeVisible();
  }

  get canvas() {
    return this.page.frameLocator('iframe[title="Canvas"]');
  }

  get layers(): Locator {
    return this.page.getByRole('tree', { name: 'Layers' });
  }

  get blocks(): Locator {
    return this.page.getByRole('listbox', { name: 'Blocks' }).or(this.page.getByRole('list', { name: 'Blocks' }));
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until everything is on the server. */
  async saved(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  }

  /** Shows the layers, the blocks, the history, … */
  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** The node ids of one level of the layers tree, in order. */
  async sections(): Promise<string[]> {
    const rows = this.layers.locator('[role=treeitem][aria-level="1"]');
    return rows.evaluateAll((items) => items.map((item) => item.getAttribute('data-nid') ?? ''));
  }

  async select(nid: string): Promise<void> {
    await this.layers.locator(`[role=treeitem][data-nid="${nid}"]`).first().click();
  }

  /** Selects by clicking on the canvas. */
  async pick(selector: string): Promise<string> {
    const node = this.canvas.locator(selector).first();
    const nid = (await node.getAttribute('data-nid')) ?? '';
    await node.click();
    return nid;
  }

  /** The field of the panel for the selected node. */
  field(name: string | RegExp): Locator {
    return this.page.getByRole('complementary').getByRole('textbox', { name, exact: true });
  }
}

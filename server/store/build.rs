//! New migration files must reach `sqlx::migrate!`, which doesn't watch the folders by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite");
    println!("cargo:rerun-if-changed=../../migrations/postgres");
}

//! Which files need not be made again? Those made last, within bounds; whoever asks for one that is being made waits for it.

use super::made::Made;
use crate::http::problem::Problem;
use arc_swap::ArcSwap;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Bytes of files that are kept on the disk, and how many files.
const MOST_BYTES: u64 = 1 << 30;
const MOST_FILES: usize = 32;

/// Files by tag, the most recently used last.
#[derive(Debug, Default)]
pub struct Kept(ArcSwap<Vec<Arc<Slot>>>);

/// A file that is made, or being made.
#[derive(Debug)]
struct Slot {
    tag: String,
    made: OnceCell<Arc<Made>>,
}

impl Slot {
    fn bytes(&self) -> u64 {
        self.made.get().map_or(0, |made| made.length())
    }
}

impl Kept {
    /// The file of a tag, made if there is none. Of several who ask at once one makes it.
    ///
    /// # Errors
    /// What `make` fails with; whoever asks next tries again.
    pub async fn find_or_make<F: Future<Output = Result<Made, Problem>>>(
        &self,
        tag: &str,
        make: impl FnOnce() -> F,
    ) -> Result<Arc<Made>, Problem> {
        let slot = self.slot(tag);
        let made = slot.made.get_or_try_init(async || make().await.map(Arc::new)).await.cloned();
        // What is too much now that it is made goes.
        self.slot(tag);
        made
    }

    /// The place of a tag, which becomes the most recent; others go where there is no room.
    fn slot(&self, tag: &str) -> Arc<Slot> {
        let known = self.0.load();
        let slot = known.iter().find(|slot| slot.tag == tag).cloned();
        let slot = slot.unwrap_or_else(|| Arc::new(Slot { tag: tag.to_owned(), made: OnceCell::new() }));
        let mut kept = slot.clone();
        self.0.rcu(|slots| {
            // Somebody may have been quicker.
            kept = slots.iter().find(|other| other.tag == tag).unwrap_or(&slot).clone();
            let mut room = MOST_BYTES.saturating_sub(kept.bytes());
            let others = slots.iter().rev().filter(|other| other.tag != tag).take(MOST_FILES - 1);
            let mut recent: Vec<Arc<Slot>> = others
                .map_while(|other| {
                    room = room.checked_sub(other.bytes())?;
                    Some(other.clone())
                })
                .collect();
            recent.reverse();
            recent.push(kept.clone());
            recent
        });
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn of(length: usize) -> Made {
        Made::of(u64::MAX, |out| out.write_all(&vec![7; length])).unwrap()
    }

    #[tokio::test]
    async fn a_file_is_made_once_however_many_ask_at_once() {
        let (kept, made) = (Arc::new(Kept::default()), Arc::new(AtomicUsize::new(0)));
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (kept, made) = (kept.clone(), made.clone());
            asking.spawn(async move {
                let make = async || {
                    tokio::task::yield_now().await;
                    made.fetch_add(1, Ordering::SeqCst);
                    Ok(of(5))
                };
                kept.find_or_make("a", make).await.unwrap().length()
            });
        }
        assert_eq!(asking.join_all().await, [5; 20]);
        assert_eq!(made.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn what_failed_is_tried_again_and_the_least_recent_goes() {
        let kept = Kept::default();
        assert!(kept.find_or_make("a", async || Err(Problem::busy())).await.is_err());
        for number in 0..MOST_FILES {
            kept.find_or_make(&number.to_string(), async || Ok(of(number))).await.unwrap();
            // Asked for again and again, it stays.
            kept.find_or_make("0", async || Err(Problem::internal())).await.unwrap();
        }
        assert_eq!(kept.0.load().len(), MOST_FILES);
        kept.find_or_make("new", async || Ok(of(1))).await.unwrap();
        assert_eq!(kept.find_or_make("0", async || Ok(of(9))).await.unwrap().length(), 0);
        assert_eq!(kept.find_or_make("1", async || Ok(of(9))).await.unwrap().length(), 9);
    }
}

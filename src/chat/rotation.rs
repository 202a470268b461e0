//! Dealing out new rooms: to whoever is there, has the fewest, and was given one the longest ago.

use crate::clock::Timestamp;

/// Somebody who could answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The account.
    pub id: String,
    /// Whether they are there right now.
    pub is_there: bool,
    /// Open rooms they have.
    pub load: i64,
    /// When they were last given one.
    pub last_given: Option<Timestamp>,
}

/// Who is next: `None` where nobody is there, or everybody there has `most` rooms already.
pub fn next_agent(agents: &[Agent], most: i64) -> Option<&str> {
    agents
        .iter()
        .filter(|agent| agent.is_there && agent.load < most)
        .min_by(|a, b| (a.load, a.last_given, &a.id).cmp(&(b.load, b.last_given, &b.id)))
        .map(|agent| agent.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agent(id: &str, is_there: bool, load: i64, last: Option<i64>) -> Agent {
        Agent { id: id.to_owned(), is_there, load, last_given: last.map(Timestamp) }
    }

    #[test]
    fn the_fewest_then_the_longest_ago() {
        let all = [agent("a", true, 2, None), agent("b", true, 1, Some(9)), agent("c", true, 1, Some(3))];
        assert_eq!(next_agent(&all, 10), Some("c"));
        assert_eq!(next_agent(&[agent("a", false, 0, None), agent("b", true, 5, None)], 10), Some("b"));
        assert_eq!(next_agent(&[agent("b", true, 10, None)], 10), None);
        assert_eq!(next_agent(&[], 10), None);
    }

    proptest! {
        /// Dealt one after the other, nobody there ever has two more than another who is there.
        #[test]
        fn loads_stay_even(there in proptest::collection::vec(any::<bool>(), 1..6), rooms in 0_i64..40) {
            let mut agents: Vec<Agent> =
                there.iter().enumerate().map(|(n, there)| agent(&n.to_string(), *there, 0, None)).collect();
            for n in 0..rooms {
                let Some(id) = next_agent(&agents, 100).map(str::to_owned) else { break };
                for agent in agents.iter_mut().filter(|agent| agent.id == id) {
                    agent.load += 1;
                    agent.last_given = Some(Timestamp(n));
                }
            }
            let loads: Vec<i64> = agents.iter().filter(|agent| agent.is_there).map(|agent| agent.load).collect();
            if let (Some(most), Some(least)) = (loads.iter().max(), loads.iter().min()) {
                prop_assert!(most - least <= 1);
                prop_assert_eq!(loads.iter().sum::<i64>(), rooms);
            }
            prop_assert!(agents.iter().all(|agent| agent.is_there || agent.load == 0));
        }
    }
}

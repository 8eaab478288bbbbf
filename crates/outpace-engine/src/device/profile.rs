//! How an amount is spread: points joined by straight lines, taken as a density whose whole is 1.

/// A spread of an amount over a range of `x`.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    points: Vec<(f64, f64)>,
    /// The area before each point.
    before: Vec<f64>,
}

impl Profile {
    /// The profile through these points; `None` where no area lies below them, or some of it below 0.
    pub fn new(points: Vec<(f64, f64)>) -> Option<Profile> {
        let ascends = points.windows(2).all(|pair| pair[0].0 <= pair[1].0);
        if !ascends || points.iter().any(|&(x, y)| !x.is_finite() || !y.is_finite() || y < 0.0) {
            return None;
        }
        let (mut before, mut area) = (vec![0.0], 0.0);
        for pair in points.windows(2) {
            area += 0.5 * (pair[0].1 + pair[1].1) * (pair[1].0 - pair[0].0);
            before.push(area);
        }
        (area > 0.0 && area.is_finite()).then_some(Profile { points, before })
    }

    /// An even spread over 0 to 1.
    pub fn even() -> Profile {
        Profile { points: vec![(0.0, 1.0), (1.0, 1.0)], before: vec![0.0, 1.0] }
    }

    fn first(&self) -> f64 {
        self.points[0].0
    }

    /// The end of the range.
    pub(super) fn last(&self) -> f64 {
        self.points[self.points.len() - 1].0
    }

    fn area(&self) -> f64 {
        self.before[self.before.len() - 1]
    }

    /// The share of the whole that lies before `x`.
    pub(super) fn before(&self, x: f64) -> f64 {
        if x <= self.first() {
            return 0.0;
        }
        let after = self.points.partition_point(|point| point.0 <= x);
        if after >= self.points.len() {
            return 1.0;
        }
        let (from, to) = (self.points[after - 1], self.points[after]);
        let along = x - from.0;
        let height = from.1 + (to.1 - from.1) * (along / (to.0 - from.0));
        (self.before[after - 1] + 0.5 * (from.1 + height) * along) / self.area()
    }

    /// The share of the whole before a part of the range, from 0 to 1.
    pub(super) fn before_part(&self, part: f64) -> f64 {
        self.before(self.first() + part * (self.last() - self.first()))
    }

    /// The height itself at a part of the range, from 0 to 1.
    pub(super) fn height_at_part(&self, part: f64) -> f64 {
        let x = self.first() + part * (self.last() - self.first());
        let after = self.points.partition_point(|point| point.0 <= x).clamp(1, self.points.len() - 1);
        let (from, to) = (self.points[after - 1], self.points[after]);
        if to.0 <= from.0 { to.1 } else { from.1 + (to.1 - from.1) * ((x - from.0) / (to.0 - from.0)) }
    }

    /// The average `x`.
    pub fn mean(&self) -> f64 {
        let moment = |pair: &[(f64, f64)]| {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            (to_x - x) * (x * (2.0 * y + to_y) + to_x * (y + 2.0 * to_y)) / 6.0
        };
        self.points.windows(2).map(moment).sum::<f64>() / self.area()
    }
}

/** Measures of how well what was computed agrees with what is true. */
/** Spearman's rank correlation: Pearson's, of ranks in which equal values share the middle one. NaN when either side is all equal. */
export function spearman(left, right) {
    return pearson(midranks(left), midranks(right));
}
/** The mean of the shares that were told right of those for whom it is true, and of the others: 0.5 for guessing, whatever the mixture. */
export function balancedAccuracy(pairs) {
    const share = (truth) => {
        const these = pairs.filter((pair) => pair.truth === truth);
        return these.filter(({ told }) => told === truth).length / these.length;
    };
    return (share(true) + share(false)) / 2;
}
/** Ten groups of as equal sizes as can be, by rising value; equal values are ordered by name. */
export function deciles(items) {
    const sorted = items.toSorted((left, right) => left.value - right.value || (left.name < right.name ? -1 : 1));
    return Array.from({ length: 10 }, (_, tenth) => sorted.slice(Math.floor((sorted.length * tenth) / 10), Math.floor((sorted.length * (tenth + 1)) / 10)));
}
function midranks(values) {
    const sorted = values.map((value, place) => ({ value, place })).toSorted((left, right) => left.value - right.value);
    const ranks = new Array(values.length);
    for (let from = 0; from < sorted.length;) {
        let to = from;
        while (sorted[to]?.value === sorted[from]?.value && to < sorted.length)
            to++;
        for (const { place } of sorted.slice(from, to))
            ranks[place] = (from + to - 1) / 2;
        from = to;
    }
    return ranks;
}
function pearson(left, right) {
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [middleLeft, middleRight] = [mean(left), mean(right)];
    let [both, ofLeft, ofRight] = [0, 0, 0];
    for (const [place, value] of left.entries()) {
        const other = right[place] - middleRight;
        both += (value - middleLeft) * other;
        ofLeft += (value - middleLeft) ** 2;
        ofRight += other ** 2;
    }
    return both / Math.sqrt(ofLeft * ofRight);
}

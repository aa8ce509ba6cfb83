import { expect, test } from "vitest";
import { type Chart, columnsOf, hasSomething, summaryOf } from "./chart.ts";

const chart: Chart = {
  title: "Results by day",
  kind: "Day",
  series: [
    { name: "Done", tone: "good" },
    { name: "Failed", tone: "bad" },
  ],
  rows: [
    { label: "1 Nov", values: [3, 1] },
    { label: "2 Nov", values: [0, null] },
    { label: "3 Nov", values: [1, 1] },
  ],
  show: String,
};

test("the highest column fills the picture, the others are measured by it, and parts stand on each other", () => {
  expect(columnsOf(chart)).toEqual({
    most: 4,
    bars: [
      [
        { tone: "good", y: 25, height: 75 },
        { tone: "bad", y: 0, height: 25 },
      ],
      [],
      [
        { tone: "good", y: 75, height: 25 },
        { tone: "bad", y: 50, height: 25 },
      ],
    ],
  });
});

test("shares keep to the whole, and where nothing was measured nothing is drawn", () => {
  const shares = { ...chart, series: chart.series.slice(0, 1), most: 1, rows: [{ label: "a", values: [0.5] }] };
  expect(columnsOf(shares).bars).toEqual([[{ tone: "good", y: 50, height: 50 }]]);
  const empty = { ...chart, rows: [{ label: "a", values: [null, null] }] };
  expect(columnsOf(empty)).toEqual({ most: 0, bars: [[]] });
  expect(columnsOf({ ...chart, rows: [] })).toEqual({ most: 0, bars: [] });
});

test("the gist in words names the span, and each series' last, lowest and highest value", () => {
  expect(summaryOf(chart)).toBe("Results by day. 1 Nov – 3 Nov. Done: 1, 0 – 3. Failed: 1, 1 – 1");
  expect(summaryOf({ ...chart, rows: [] })).toBe("Results by day. Done: –. Failed: –");
});

test("no results at all are nothing to draw; a success rate of 0 % is something", () => {
  const none = { ...chart, rows: [{ label: "a", values: [0, null] }] };
  expect(hasSomething(none)).toBe(false);
  expect(hasSomething({ ...none, most: 1 })).toBe(true);
  expect(hasSomething({ ...none, most: 1, rows: [{ label: "a", values: [null, null] }] })).toBe(false);
  expect(hasSomething(chart)).toBe(true);
});

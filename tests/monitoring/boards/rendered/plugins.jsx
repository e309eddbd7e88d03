// The four kinds of panels that the boards have, drawn with Grafana's own components. The panels of a Grafana server are in no library;
// reducing, units, thresholds, overrides, links and legends are Grafana's, what is ours is only where on a panel they stand.
import React from 'react';
import { FieldColorModeId, PanelPlugin, VizOrientation, getFieldDisplayValues, standardFieldConfigEditorRegistry } from '@grafana/data';
import { BarGauge, BigValue, Table, TimeSeries, VizRepeater, useTheme2 } from '@grafana/ui';

const kFieldOptions = ['unit', 'decimals', 'min', 'max', 'displayName', 'color', 'thresholds', 'mappings', 'noValue', 'links'];
const kCustom = {
  timeseries: ['drawStyle', 'lineWidth', 'fillOpacity', 'showPoints', 'spanNulls', 'axisSoftMin', 'stacking'],
  table: ['align', 'cellOptions', 'inspect', 'width'],
};

const asItIs = (id) => ({ id, path: id, name: id, settings: {}, process: (value) => value, shouldApply: () => true, editor: () => null, override: () => null });
standardFieldConfigEditorRegistry.setInit(() => kFieldOptions.map(asItIs));

const nothing = (noValue) => <div data-testid="nothing" style={{ display: 'grid', height: '100%', placeItems: 'center', fontSize: 18 }}>{noValue ?? 'No data'}</div>;

function displays(props, theme) {
  return getFieldDisplayValues({ fieldConfig: props.fieldConfig, reduceOptions: props.options.reduceOptions, replaceVariables: props.replaceVariables, theme, data: props.data.series, timeZone: props.timeZone });
}

function linked(value, drawn) {
  const [link] = value.hasLinks ? value.getLinks({}) : [];
  return link ? <a data-testid="each" href={link.href} title={link.title}>{drawn}</a> : drawn;
}

function Repeated({ props, draw, orientation }) {
  const theme = useTheme2();
  return (
    <VizRepeater
      width={props.width} height={props.height} orientation={orientation} source={props.data} renderCounter={props.renderCounter} autoGrid
      getValues={() => displays(props, theme)} itemSpacing={6} minVizHeight={16} minVizWidth={8}
      getAlignmentFactors={(values) => ({ text: values.map((value) => value.display.text).reduce((a, b) => (a.length > b.length ? a : b), ''), title: values.map((value) => value.display.title ?? '').reduce((a, b) => (a.length > b.length ? a : b), '') })}
      renderValue={({ value, width, height, alignmentFactors }) => linked(value, draw({ value, width, height, alignmentFactors, theme }))}
    />
  );
}

const Stat = (props) => (
  <Repeated props={props} orientation={VizOrientation.Auto} draw={({ value, width, height, alignmentFactors, theme }) => (
    <BigValue value={value.display} width={width} height={height} theme={theme} alignmentFactors={alignmentFactors}
      colorMode={props.options.colorMode} graphMode={props.options.graphMode} justifyMode={props.options.justifyMode} textMode={props.options.textMode} text={props.options.text} />
  )} />
);

const Bars = (props) => (
  <Repeated props={props} orientation={VizOrientation.Horizontal} draw={({ value, width, height, alignmentFactors, theme }) => (
    <BarGauge value={value.display} field={value.field} text={props.options.text} display={value.view?.getFieldDisplayProcessor(value.colIndex)} width={width} height={height} theme={theme}
      alignmentFactors={alignmentFactors} orientation={VizOrientation.Horizontal} displayMode={props.options.displayMode} showUnfilled={props.options.showUnfilled}
      valueDisplayMode={props.options.valueMode} namePlacement={props.options.namePlacement} itemSpacing={6} lcdCellWidth={8} />
  )} />
);

const Lines = (props) =>
  props.data.series.length === 0 ? nothing(props.fieldConfig.defaults.noValue) : (
    <TimeSeries frames={props.data.series} structureRev={props.data.structureRev} timeRange={props.timeRange} timeZone={props.timeZone} width={props.width} height={props.height} legend={props.options.legend} options={props.options} />
  );

const League = (props) => {
  const [frame] = props.data.series;
  return frame ? <div data-testid="league"><Table data={frame} width={props.width} height={props.height} cellHeight={props.options.cellHeight} noHeader={!props.options.showHeader} /></div> : nothing(props.fieldConfig.defaults.noValue);
};

function plugin(id, panel) {
  const made = new PanelPlugin(panel);
  made.meta = { id, name: id, type: 'panel', info: { version: '', logos: {}, links: [] } };
  const custom = kCustom[id] ?? [];
  return made.useFieldConfig({
    standardOptions: { color: { defaultValue: { mode: FieldColorModeId.Thresholds } } },
    useCustomConfig: (builder) => custom.forEach((path) => builder.addCustomEditor({ ...asItIs(path), path })),
  });
}

export const plugins = { stat: plugin('stat', Stat), bargauge: plugin('bargauge', Bars), timeseries: plugin('timeseries', Lines), table: plugin('table', League) };

package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** A table of the report as bars. */
final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 360;

  /** The angle at which numbers stand on narrow bars. */
  private static final double UPWARDS = -Math.PI / 2;

  /** From this ratio of the largest to the smallest on, small bars could not be seen. */
  private static final double LOGARITHMIC = 30;

  /** Sluice first; the colours keep apart for those who see few of them. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xF0E442),
          new Color(0x8C564B),
          new Color(0x7F7F7F),
          new Color(0xBBBBBB),
          new Color(0x222222));

  private Plot() {}

  static void write(Path file, Metric metric, Map<String, Map<Peer, Double>> rows, List<Peer> pools)
      throws IOException {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (Peer pool : pools) {
      for (Map.Entry<String, Map<Peer, Double>> row : rows.entrySet()) {
        Double value = row.getValue().get(pool);
        data.addValue(value, pool.title(), row.getKey());
        if (value != null && value > 0) {
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
    }
    String better = metric.more() ? "more is better" : "less is better";
    JFreeChart chart =
        ChartFactory.createBarChart(
            metric.section() + ": " + metric.title() + " (" + better + ")",
            null,
            metric.title(),
            data,
            PlotOrientation.VERTICAL,
            true,
            false,
            false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setOutlineVisible(false);
    if (most > least * LOGARITHMIC) {
      LogarithmicAxis axis = new LogarithmicAxis(metric.title() + " (logarithmic)");
      axis.setAllowNegativesFlag(true);
      plot.setRangeAxis(axis);
    }
    BarRenderer bars = (BarRenderer) plot.getRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0.02);
    CategoryItemLabelGenerator number =
        new StandardCategoryItemLabelGenerator() {
          private static final long serialVersionUID = 1L;

          @Override
          public String generateLabel(CategoryDataset of, int pool, int variant) {
            Number value = of.getValue(pool, variant);
            return value == null ? null : Metric.text(value.doubleValue());
          }
        };
    bars.setDefaultItemLabelGenerator(number);
    bars.setDefaultItemLabelsVisible(true);
    bars.setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    bars.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(
            ItemLabelAnchor.OUTSIDE12, TextAnchor.CENTER_LEFT, TextAnchor.CENTER_LEFT, UPWARDS));
    plot.getRangeAxis().setUpperMargin(0.2);
    for (int i = 0; i < pools.size(); i++) {
      bars.setSeriesPaint(i, COLOURS.get(List.of(Peer.values()).indexOf(pools.get(i))));
    }
    SVGGraphics2D svg = new SVGGraphics2D(WIDTH, HEIGHT);
    chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    Files.writeString(file, svg.getSVGElement());
  }
}

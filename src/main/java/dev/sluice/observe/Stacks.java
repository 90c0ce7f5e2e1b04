package dev.sluice.observe;

/** Stacks as log lines and messages show them: from the application's own line on. */
public final class Stacks {
  private static final int MOST_FRAMES = 12;

  /** Frames of these say nothing about what an application does. */
  private static final String[] NOT_THE_APPLICATION = {
    "java.", "javax.", "jdk.", "sun.", "org.postgresql.", "dev.sluice."
  };

  private Stacks() {}

  /** The application's first line in a stack; where there is none, the first of all. */
  public static String place(StackTraceElement[] stack) {
    return stack.length == 0 ? "" : stack[first(stack)].toString();
  }

  /** The lines of a stack from the application's first one on, the innermost first. */
  public static String line(StackTraceElement[] stack) {
    int from = first(stack);
    int to = Math.min(stack.length, from + MOST_FRAMES);
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : " < ").append(stack[i]);
    }
    return text.append(to < stack.length ? " < …" : "").toString();
  }

  private static int first(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      if (isOfTheApplication(stack[i].getClassName())) {
        return i;
      }
    }
    return 0;
  }

  private static boolean isOfTheApplication(String type) {
    for (String prefix : NOT_THE_APPLICATION) {
      if (type.startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }
}

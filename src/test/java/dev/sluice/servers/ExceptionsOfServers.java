package dev.sluice.servers;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the cases that can't be run on the server under test, by {@link ExceptionOfServer#ALL}. */
final class ExceptionsOfServers implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String method = context.getTestMethod().map(Method::getName).orElse("");
    if (context.getTestInstance().orElse(null) instanceof ServerStage stage) {
      for (ExceptionOfServer exception : ExceptionOfServer.ALL) {
        if (exception.skips(stage, method)) {
          return ConditionEvaluationResult.disabled(exception.reason());
        }
      }
    }
    return ConditionEvaluationResult.enabled("possible here");
  }
}

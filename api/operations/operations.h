#pragma once

#include "api/operations/operation.h"

namespace autopilot {

// The operations of the SageMaker API that are emulated, one source file each.
void AddTags(const OperationContext& context, const Call& call, OutputReply reply);
void CreateAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply);
void CreateAutoMLJobV2(const OperationContext& context, const Call& call, OutputReply reply);
void DeleteTags(const OperationContext& context, const Call& call, OutputReply reply);
void DescribeAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply);
void DescribeAutoMLJobV2(const OperationContext& context, const Call& call, OutputReply reply);
void ListAutoMLJobs(const OperationContext& context, const Call& call, OutputReply reply);
void ListCandidatesForAutoMLJob(const OperationContext& context, const Call& call,
                                OutputReply reply);
void ListTags(const OperationContext& context, const Call& call, OutputReply reply);
void StopAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply);

}  // namespace autopilot
